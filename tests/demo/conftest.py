import pytest


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """Keep the file of sign-ins away from the one that `make run` shows."""
    settings.VAR_DIR = tmp_path
