"""Public references of spend's records, as SL-000123: given once, so that what has been cited stays what it was."""

from django.db.models import CharField, Func


class NextReference(Func):
    """The next reference with a prefix, from the sequence spend_reference_<prefix in lower case>."""

    output_field = CharField()
    template = "spend_next_reference('%(prefix)s')"

    def __init__(self, prefix: str) -> None:
        super().__init__(prefix=prefix)
