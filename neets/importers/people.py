"""Whom the rows of a file are of: found by the sender's key, else by what identities share; entered where new."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection

from neets.calc.matching import Verdict, gathered, verdict
from neets.calc.pseudonyms import KeyPurpose, key_for, pseudonym
from neets.querysets import vault


@dataclass(frozen=True)
class People:
    """The keys of a file's people. `known` are those of the register, by keys that it does not have yet; `doubtful`
    pairs of keys that may be one person, with what they share and differ in; `twice` counts people under two keys."""

    known: dict[str, int]
    together: dict[str, list[str]]
    doubtful: list[tuple[str, str, tuple[str, ...], tuple[str, ...]]]
    twice: int
    keys: set[str] = field(default_factory=set)

    def enter(self, cursor: Any, staged: str, batch: int) -> int:
        """Enter those that are new, with their keys, and put doubtful pairs before the steward; answers how many."""
        first = {key: root for root, keys in self.together.items() for key in keys}
        cursor.execute(
            f"""SELECT key, min(birth_month) FROM {staged}
                 WHERE batch_id = %s AND action NOT IN ('refused', 'skipped') AND key IS NOT NULL AND person_id IS NULL
                 GROUP BY key ORDER BY key""",
            [batch],
        )
        born = dict(cursor.fetchall())
        analysis = key_for(settings.PSEUDONYM_KEY, KeyPurpose.ANALYSIS)
        new = {}
        for key, month in born.items():
            new.setdefault(pseudonym(analysis, first.get(key, key)), month)
        cursor.execute(
            """WITH added AS (
                   INSERT INTO neets_youngperson AS p (pseudonym, birth_month, sex, need, is_synthetic)
                   SELECT n.pseudonym, n.month, '', '', false FROM unnest(%s::text[], %s::date[]) n (pseudonym, month)
                   ON CONFLICT (pseudonym) DO NOTHING RETURNING p.*)
               INSERT INTO neets_loadedrow (batch_id, person_id, "table", record, after)
               SELECT %s, id, 'neets_youngperson', id, to_jsonb(added) FROM added""",
            [list(new), list(new.values()), batch],
        )
        entered = cursor.rowcount
        keys = list(born)
        cursor.execute(
            f"""WITH named AS (
                    SELECT n.key, p.id FROM unnest(%s::text[], %s::text[]) n (key, pseudonym)
                      JOIN neets_youngperson p USING (pseudonym)),
                told AS (UPDATE {staged} s SET person_id = n.id FROM named n
                          WHERE s.batch_id = %s AND s.key = n.key AND s.person_id IS NULL)
                INSERT INTO neets_personkey (key, person_id, batch_id) SELECT key, id, %s FROM named
                ON CONFLICT (key) DO NOTHING""",
            [keys, [pseudonym(analysis, first.get(key, key)) for key in keys], batch, batch],
        )
        cursor.execute(
            f"""INSERT INTO neets_personkey (key, person_id, batch_id)
                SELECT DISTINCT ON (key) key, person_id, batch_id FROM {staged}
                 WHERE batch_id = %s AND person_id IS NOT NULL AND action NOT IN ('refused', 'skipped')
                ON CONFLICT (key) DO NOTHING""",
            [batch],
        )
        self._propose(cursor)
        return entered

    def _propose(self, cursor: Any) -> None:
        cursor.execute(
            """INSERT INTO neets_match (kept, merged, shared, against, status)
               SELECT DISTINCT ON (1, 2) least(a.person_id, b.person_id), greatest(a.person_id, b.person_id),
                      string_to_array(d.shared, ' '),
                      coalesce(string_to_array(nullif(d.against, ''), ' '), '{}'), 'open'
                 FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[]) d (one, other, shared, against)
                 JOIN neets_personkey a ON a.key = d.one JOIN neets_personkey b ON b.key = d.other
                WHERE a.person_id <> b.person_id
               ON CONFLICT (kept, merged) DO NOTHING""",
            [
                [one for one, _, _, _ in self.doubtful],
                [other for _, other, _, _ in self.doubtful],
                [" ".join(shared) for _, _, shared, _ in self.doubtful],
                [" ".join(against) for _, _, _, against in self.doubtful],
            ],
        )


def find_people(batch: int) -> People:
    """Whom the keys that an import brought are of, from the vault's hashes and the keys that the register has."""
    pairs = vault.alike(batch)
    keys = {each.key for each in pairs} | {each.other for each in pairs}
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, person_id FROM neets_personkey WHERE key = ANY (%s)", [sorted(keys)])
        known: dict[str, int] = dict(cursor.fetchall())
    brought = {each.key for each in pairs}
    # Others that the register does not have were brought by imports that nobody has applied.
    there = [each for each in pairs if each.other in known or each.other in brought]
    said = {(each.key, each.other): verdict(each.kinds, each.against) for each in there}
    together = gathered(brought, (pair for pair, told in said.items() if told == Verdict.SAME), known)
    person = {key: known[one] for all_keys in together.values() for one in all_keys if one in known for key in all_keys}
    root = {key: first for first, all_keys in together.items() for key in all_keys}
    doubtful = [
        (each.key, each.other, each.kinds, each.against)
        for each in there
        if said[each.key, each.other] != Verdict.OTHERS
        and root[each.key] != root.get(each.other)
        and (person.get(each.key, each.key) != known.get(each.other, each.other))
    ]
    seen: dict[tuple[str, str], Any] = {}
    for pair in doubtful:
        seen.setdefault((min(pair[:2]), max(pair[:2])), pair)
    twice = sum(len(brought & set(all_keys)) > 1 for all_keys in together.values())
    return People(
        {key: number for key, number in person.items() if key not in known}, together, list(seen.values()), twice, keys
    )
