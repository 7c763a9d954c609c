"""The part of an address that names a project: P-031."""


class ProjectRef:
    """Turns "P-031" into 31 and back; any other spelling is no address."""

    regex = r"P-[0-9]{3,9}"

    def to_python(self, value: str) -> int:
        """Return the number; raise ValueError, which makes it a 404, for a second spelling."""
        number = int(value.removeprefix("P-"))
        if self.to_url(number) != value:
            raise ValueError(value)
        return number

    def to_url(self, value: int | str) -> str:
        """Return the reference for a number; a reference is returned as it is."""
        return value if isinstance(value, str) else f"P-{value:03d}"
