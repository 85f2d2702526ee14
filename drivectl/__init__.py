"""drivectl: share what protects people and nothing that endangers them."""

__version__ = "0.1.0"
