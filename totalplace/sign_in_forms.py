"""allauth's forms in this product's words: labels that say what to type, no placeholder doing a label's work."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp

NEW = "New password"
HINT = "At least 8 characters, not all digits, and not one that is easily guessed."
AGAIN = "The new password once more"
CODE_WIDTH = "govuk-input--width-10"


class PlainFields:
    """Takes allauth's placeholders and help away, and gives the labels and hints named here."""

    labels: ClassVar[dict[str, str]] = {}
    hints: ClassVar[dict[str, str]] = {}
    attributes: ClassVar[dict[str, dict[str, str]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            field.widget.attrs |= self.attributes.get(name, {})


class SignInForm(PlainFields, account.LoginForm):
    labels: ClassVar = {"login": "Username or e-mail address", "password": "Password"}
    attributes: ClassVar = {"login": {"autocomplete": "username", "spellcheck": "false", "autocapitalize": "none"}}


class ChangePasswordForm(PlainFields, account.ChangePasswordForm):
    labels: ClassVar = {"oldpassword": "The password you have now", "password1": NEW, "password2": AGAIN}
    hints: ClassVar = {"password1": HINT}


class SetPasswordForm(PlainFields, account.SetPasswordForm):
    labels: ClassVar = {"password1": NEW, "password2": AGAIN}
    hints: ClassVar = {"password1": HINT}


class ResetPasswordForm(PlainFields, account.ResetPasswordForm):
    labels: ClassVar = {"email": "E-mail address"}


class ResetPasswordKeyForm(PlainFields, account.ResetPasswordKeyForm):
    labels: ClassVar = {"password1": NEW, "password2": AGAIN}
    hints: ClassVar = {"password1": HINT}


class ReauthenticateForm(PlainFields, account.ReauthenticateForm):
    labels: ClassVar = {"password": "Password"}


class CodeForm(PlainFields, mfa.AuthenticateForm):
    labels: ClassVar = {"code": "Code"}
    attributes: ClassVar = {"code": {"class": CODE_WIDTH}}


class ReauthenticateCodeForm(PlainFields, mfa.ReauthenticateForm):
    labels: ClassVar = {"code": "Code"}
    attributes: ClassVar = {"code": {"class": CODE_WIDTH}}


class ActivateForm(PlainFields, totp.ActivateTOTPForm):
    labels: ClassVar = {"code": "Six digits from the app"}
    attributes: ClassVar = {"code": {"class": CODE_WIDTH, "inputmode": "numeric"}}
