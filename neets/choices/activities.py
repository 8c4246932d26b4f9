"""What a young person is doing, in the activity codes of the National Client Caseload Information System (NCCIS).

The list has changed, so a code is read with the list that it was written under: 440 was renamed in April 2020; 720
is in the list that documents 2010 to 2021 and not in one of 2022; the first has 550 under NEET and the second under
employment. When between them the last two changed is not published; we take April 2020 for all three. NCCIS began
in 2010/11: records of the pilot's time come in words, which `translate` reads where it can and leaves to a person
where it cannot.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models


class CodeList(models.TextChoices):
    """The list a record was written under. A record's own list is kept beside its code."""

    WORDS_2009 = "words-2009", "Words of the pilot's time, before there was a national list"
    NCCIS_2010 = "nccis-2010", "NCCIS, 2010/11 to March 2020"
    NCCIS_2020 = "nccis-2020", "NCCIS, from April 2020"


CURRENT_LIST = CodeList.NCCIS_2020


class ActivityGroup(models.TextChoices):
    """The list's own headings."""

    UNDER_AGE = "under_age", "Under school leaving age"
    EDUCATION = "education", "Education"
    EMPLOYMENT = "employment", "Employment"
    TRAINING = "training", "Training"
    RE_ENGAGEMENT = "re_engagement", "Re-engagement provision"
    NEET_ACTIVE = "neet_active", "NEET, available"
    NEET_INACTIVE = "neet_inactive", "NEET, not available"
    OTHER = "other", "Custody and asylum"
    NOT_KNOWN = "not_known", "Not known"


EET_GROUPS = (ActivityGroup.EDUCATION, ActivityGroup.EMPLOYMENT, ActivityGroup.TRAINING)
NEET_GROUPS = (ActivityGroup.NEET_ACTIVE, ActivityGroup.NEET_INACTIVE)


class Standing(models.TextChoices):
    """What analysis asks of a status: nothing finer than this decides a rate."""

    EET = "eet", "In education, employment or training"
    NEET = "neet", "Not in education, employment or training"
    RE_ENGAGEMENT = "re_engagement", "In re-engagement provision"
    OTHER = "other", "In custody or seeking asylum"
    NOT_KNOWN = "not_known", "Not known"
    UNDER_AGE = "under_age", "Under school leaving age"


class Activity(models.TextChoices):
    """Every code of every list. The words are ours, shortened; `label_of` gives those of an older list."""

    REGISTERED_AT_SCHOOL = "110", "At school, under leaving age"
    EDUCATED_AT_HOME = "120", "Educated at home, under leaving age"
    CUSTODY_UNDER_AGE = "130", "In custody, under leaving age"
    NOT_REGISTERED = "140", "Not registered at a school, under leaving age"
    NOT_KNOWN_UNDER_AGE = "150", "Not known, under leaving age"
    SCHOOL_SIXTH_FORM = "210", "School sixth form"
    SIXTH_FORM_COLLEGE = "220", "Sixth form college"
    FURTHER_EDUCATION = "230", "Further education"
    HIGHER_EDUCATION = "240", "Higher education"
    PART_TIME_EDUCATION = "250", "Part-time education"
    GAP_YEAR = "260", "Gap year"
    OTHER_EDUCATION = "270", "Other full-time education"
    SPECIAL_INSTITUTION = "280", "Special post-16 institution"
    JUVENILE_CUSTODY = "290", "Education in juvenile custody"
    APPRENTICESHIP = "310", "Apprenticeship"
    JOB_REGULATED_STUDY = "320", "Job with study for a regulated qualification"
    JOB_NO_TRAINING = "330", "Job without training"
    JOB_OTHER_TRAINING = "340", "Job with other training"
    TEMPORARY_JOB = "350", "Temporary job"
    PART_TIME_JOB = "360", "Part-time job"
    SELF_EMPLOYED = "380", "Self-employed"
    SELF_EMPLOYED_STUDY = "381", "Self-employed with study for a regulated qualification"
    FUNDED_TRAINING = "410", "Funded work-based learning"
    OTHER_TRAINING = "430", "Other training"
    DWP_TRAINING = "440", "Work and Pensions training and support"
    TRAINEESHIP = "450", "Traineeship"
    SUPPORTED_INTERNSHIP = "460", "Supported internship"
    RE_ENGAGEMENT = "530", "Re-engagement provision"
    NOT_FOR_REWARD = "540", "Working not for reward"
    NOT_FOR_REWARD_STUDY = "550", "Working not for reward with study"
    NOT_READY = "610", "Not yet ready for work or learning"
    START_AGREED = "615", "Start agreed, other"
    START_AGREED_RPA = "616", "Start agreed that meets the duty to participate"
    SEEKING = "619", "Seeking education, employment or training"
    CARER = "620", "Not available: carer"
    PARENT = "630", "Not available: teenage parent"
    ILLNESS = "640", "Not available: illness"
    PREGNANCY = "650", "Not available: pregnancy"
    RELIGION = "660", "Not available: religious grounds"
    UNLIKELY_ACTIVE = "670", "Not available: unlikely to be economically active"
    UNAVAILABLE_OTHER = "680", "Not available: other reason"
    CUSTODY = "710", "In custody, young adult"
    ASYLUM = "720", "Refugee or asylum seeker"
    NOT_KNOWN = "810", "Situation not known"
    NO_CONTACT = "820", "Cannot be contacted"
    REFUSED = "830", "Refused to say"


# By the first digit of a code, where the code itself is not named in _EXCEPTIONS.
_BY_FIRST_DIGIT = {
    "1": ActivityGroup.UNDER_AGE,
    "2": ActivityGroup.EDUCATION,
    "3": ActivityGroup.EMPLOYMENT,
    "4": ActivityGroup.TRAINING,
    "7": ActivityGroup.OTHER,
    "8": ActivityGroup.NOT_KNOWN,
}
_BY_CODE = {
    Activity.RE_ENGAGEMENT: ActivityGroup.RE_ENGAGEMENT,
    **dict.fromkeys(
        (
            Activity.NOT_FOR_REWARD,
            Activity.NOT_READY,
            Activity.START_AGREED,
            Activity.START_AGREED_RPA,
            Activity.SEEKING,
        ),
        ActivityGroup.NEET_ACTIVE,
    ),
    **dict.fromkeys(
        (
            Activity.CARER,
            Activity.PARENT,
            Activity.ILLNESS,
            Activity.PREGNANCY,
            Activity.RELIGION,
            Activity.UNLIKELY_ACTIVE,
            Activity.UNAVAILABLE_OTHER,
        ),
        ActivityGroup.NEET_INACTIVE,
    ),
}
# The one code whose heading differs between the lists that we read.
_BY_LIST = {
    (CodeList.NCCIS_2010, Activity.NOT_FOR_REWARD_STUDY): ActivityGroup.NEET_ACTIVE,
    (CodeList.NCCIS_2020, Activity.NOT_FOR_REWARD_STUDY): ActivityGroup.EMPLOYMENT,
}
_GONE = {CodeList.NCCIS_2020: frozenset({Activity.ASYLUM})}
_OLDER_LABELS = {(CodeList.NCCIS_2010, Activity.DWP_TRAINING): "Training through the Work Programme"}

_STANDING_OF_GROUP = {
    **dict.fromkeys(EET_GROUPS, Standing.EET),
    **dict.fromkeys(NEET_GROUPS, Standing.NEET),
    ActivityGroup.RE_ENGAGEMENT: Standing.RE_ENGAGEMENT,
    ActivityGroup.OTHER: Standing.OTHER,
    ActivityGroup.NOT_KNOWN: Standing.NOT_KNOWN,
    ActivityGroup.UNDER_AGE: Standing.UNDER_AGE,
}


def codes_of(code_list: str) -> list[Activity]:
    """The codes that a list knows, in its order. Words have none."""
    if code_list == CodeList.WORDS_2009:
        return []
    return [code for code in Activity if code not in _GONE.get(CodeList(code_list), frozenset())]


def group_of(code: str, code_list: str = CURRENT_LIST) -> ActivityGroup:
    """The heading under which a list has a code. A list of words is read as the first list of codes.

    >>> group_of("619").label, group_of("550", "nccis-2010").label, group_of("550").label
    ('NEET, available', 'NEET, available', 'Employment')
    """
    read_as = CodeList.NCCIS_2010 if code_list == CodeList.WORDS_2009 else CodeList(code_list)
    activity = Activity(code)
    return _BY_LIST.get((read_as, activity)) or _BY_CODE.get(activity) or _BY_FIRST_DIGIT[activity.value[0]]


def standing_of(code: str, code_list: str = CURRENT_LIST) -> Standing:
    """Whether a code of a list means in education, employment or training, not in it, or neither.

    >>> [standing_of(code).value for code in ("310", "640", "530", "820")]
    ['eet', 'neet', 're_engagement', 'not_known']
    """
    return _STANDING_OF_GROUP[group_of(code, code_list)]


def codes_standing(standing: str, code_list: str = CURRENT_LIST) -> list[str]:
    """The codes of a list with one standing: what a query asks for.

    >>> codes_standing("not_known")
    ['810', '820', '830']
    """
    return [code.value for code in Activity if standing_of(code, code_list) == standing]


def label_of(code: str, code_list: str = CURRENT_LIST) -> str:
    """A code in words, as its list had it where that differs."""
    return _OLDER_LABELS.get((CodeList(code_list), Activity(code))) or str(Activity(code).label)


@dataclass(frozen=True, slots=True)
class Translation:
    """What a code or a word of an older list is in the current one, and on whose word.

    `code` is None where it has no successor, or where a person has to decide. `basis` is "same", where nothing
    changed, "published", where the two lists show it, or "our reading".
    """

    code: str | None
    basis: str
    note: str = ""


_OUR_READING = "our reading"
# Words of the pilot's documents and of its time. No table was published; every line is our reading, to be overruled.
_WORDS: Mapping[str, Translation] = {
    word: Translation(code, _OUR_READING, note)
    for word, code, note in (
        ("school", Activity.SCHOOL_SIXTH_FORM.value, "above leaving age"),
        ("sixth form", Activity.SCHOOL_SIXTH_FORM.value, ""),
        ("college", Activity.FURTHER_EDUCATION.value, ""),
        ("university", Activity.HIGHER_EDUCATION.value, ""),
        ("apprenticeship", Activity.APPRENTICESHIP.value, ""),
        ("job", Activity.JOB_NO_TRAINING.value, "training not said"),
        ("part time work", Activity.PART_TIME_JOB.value, ""),
        ("temporary work", Activity.TEMPORARY_JOB.value, ""),
        ("self-employed", Activity.SELF_EMPLOYED.value, ""),
        ("entry to employment", Activity.FUNDED_TRAINING.value, "the forerunner of foundation learning"),
        ("entry 2 employment", Activity.FUNDED_TRAINING.value, "as the submission spells it"),
        ("e2e", Activity.FUNDED_TRAINING.value, "Entry to Employment"),
        ("train to gain", Activity.JOB_OTHER_TRAINING.value, ""),
        ("volunteering", Activity.NOT_FOR_REWARD.value, ""),
        ("unemployed", Activity.SEEKING.value, ""),
        ("jobseeker's allowance", Activity.SEEKING.value, "claiming is taken for seeking"),
        ("jsa", Activity.SEEKING.value, "claiming is taken for seeking"),
        ("lost contact", Activity.NO_CONTACT.value, ""),
        ("moved away", None, "leaves the county's caseload: end the spell, open none"),
    )
}


def translate(code_or_words: str, code_list: str) -> Translation | None:
    """What a code, or words, of `code_list` are in the current list; None where it is in neither.

    >>> translate("E2E", "words-2009").code, translate("720", "nccis-2010").code, translate("999", "nccis-2010")
    ('410', None, None)
    """
    written = " ".join(str(code_or_words).split())
    if code_list == CodeList.WORDS_2009:
        return _WORDS.get(written.lower().replace("’", "'"))
    if written not in Activity.values or Activity(written) not in codes_of(code_list):
        return None
    if Activity(written) in _GONE[CURRENT_LIST]:
        return Translation(None, "published", "no code of the current list: kept under the list it was written in")
    if written == Activity.NOT_FOR_REWARD_STUDY and code_list == CodeList.NCCIS_2010:
        return Translation(written, "published", "same code, other heading: NEET before, employment now")
    return Translation(written, "same")
