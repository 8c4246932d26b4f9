"""References in addresses: <claim:…> is a claim's, as CL-000123."""

from django.urls import register_converter


class ClaimReferenceConverter:
    """A claim's reference."""

    regex = "CL-[0-9]{6,}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ClaimReferenceConverter, "claim")
