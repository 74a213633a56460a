"""Why a paper is left to the full path."""


class Unfit(Exception):
    """A design, a shape or a payload that cannot be set from a compiled shape."""


class OtherShape(Unfit):
    """A payload whose words differ in height or faces from those the shape was compiled for."""
