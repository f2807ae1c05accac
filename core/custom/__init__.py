"""Fields that the firm adds by itself: declared as rows, stored in the column `custom`.

`kinds` knows what a value of each kind is in a form, in the column, on the screen, in a filter and
in a sheet; `fields` which fields a person meets; the rest joins them to forms, lists and imports.
"""
