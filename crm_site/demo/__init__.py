"""The demo firm: an invented maker of industrial instruments with two years of business.

Everything is invented and drawn from a fixed seed; days count back from today, so the same day
gives the same firm. `load` puts it together, `volume` fills in any number of further customers.
"""
