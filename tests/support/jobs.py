"""Jobs of the worker, done here and now."""


def run_job(task, **arguments):
    """Run what a job does, in the test's own transaction: a worker would open a connection."""
    return task.func.__wrapped__(**arguments)
