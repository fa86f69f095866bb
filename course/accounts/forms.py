"""Check what people type on the account pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    EmailField,
    Field,
    HiddenField,
    IntegerField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, NumberRange, ValidationError

from course.accounts import passwords
from course.accounts.models import GROUP_ROLES, MANAGER, TRAINEE, TRAINER
from course.accounts.people_queries import NOWHERE
from course.config import LANGUAGES

LONGEST_NAME = 100
LONGEST_EMAIL = 254
ROLE_LABELS = {TRAINEE: _l("受講者"), TRAINER: _l("トレーナー"), MANAGER: _l("マネージャー")}
MOST_USES = 1000
STEPS = "/／>＞"  # as `course.roster` reads them
TOP = 0  # stands for "below no group" where a group's number is asked for


def _role_choices(roles: Iterable[str] = GROUP_ROLES) -> list[SelectChoice]:
    return [SelectChoice(role, ROLE_LABELS[role]) for role in roles]


def _places(places: Iterable[tuple[int, str]]) -> list[SelectChoice]:
    return [SelectChoice(TOP, _l("いちばん上")), *(SelectChoice(*place) for place in places)]


def address_or_none(text: str | None) -> str | None:
    """Give an address the way it is kept: trimmed, in lower case; None when it is none."""
    try:
        found = validate_email((text or "").strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return None
    return found.normalized.lower()


def normalize_email(text: str | None) -> str:
    """Give an address the way it is kept and looked up: trimmed, in lower case; unusable ones as they are."""
    return address_or_none(text) or (text or "").strip().lower()


def _one_line(text: str | None) -> str | None:
    return " ".join(text.split()) if text else text


def usable_email(form: FlaskForm, field: Field) -> None:
    """Refuse what is not an e-mail address."""
    try:
        validate_email(field.data, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise ValidationError(
            _l("メールアドレスの形になっていません。「name@example.jp」のように入力してください。")
        ) from error


def printable(form: FlaskForm, field: Field) -> None:
    """Refuse control characters, which no name needs and which could forge a line of a log."""
    if field.data and not field.data.isprintable():
        raise ValidationError(_l("使えない文字が入っています。打ち直してください。"))


class NewPassword:
    """Refuse passwords that are too short, too long or too common; ask for nothing else."""

    field_flags = {"minlength": passwords.SHORTEST, "maxlength": passwords.LONGEST}  # noqa: RUF012

    def __init__(self, *personal: str) -> None:
        self.personal = personal

    def __call__(self, form: FlaskForm, field: Field) -> None:
        """Check one field; `personal` names the form's fields whose values must not be the password."""
        password = field.data or ""
        if len(password) < passwords.SHORTEST:
            raise ValidationError(_l("パスワードは 8 文字以上にしてください。長い合い言葉でもかまいません。"))
        if len(password) > passwords.LONGEST:
            raise ValidationError(_l("パスワードが長すぎます。256 文字までにしてください。"))
        known = [str(form[name].data or "") for name in self.personal if name in form]
        known += [address.partition("@")[0] for address in known if "@" in address]
        if passwords.is_common(password, *known):
            raise ValidationError(
                _l("よく使われる、または推測されやすいパスワードです。別のものにしてください。")
            )


def _password_field(label: Any, autocomplete: str, *validators: Any) -> PasswordField:
    return PasswordField(
        label, validators=[InputRequired(), *validators], render_kw={"autocomplete": autocomplete}
    )


class SignInForm(FlaskForm):
    """Take an address and a password."""

    email = EmailField(
        _l("メールアドレス"),
        validators=[InputRequired(), Length(max=LONGEST_EMAIL)],
        render_kw={"autocomplete": "username"},
    )
    password = _password_field(_l("パスワード"), "current-password", Length(max=passwords.LONGEST))
    next = HiddenField(validators=[Length(max=2000)])


class DemoForm(FlaskForm):
    """Take the number of a demo person."""

    person = IntegerField(validators=[InputRequired(), NumberRange(1, 2**31 - 1)])


class ChangePasswordForm(FlaskForm):
    """Take the present password and a new one."""

    password = _password_field(_l("いまのパスワード"), "current-password", Length(max=passwords.LONGEST))
    new_password = _password_field(_l("新しいパスワード"), "new-password", NewPassword())


class NewPasswordForm(FlaskForm):
    """Take a new password from somebody who forgot the old one."""

    password = _password_field(_l("新しいパスワード"), "new-password", NewPassword())


class LanguageForm(FlaskForm):
    """Take a language and the page to go back to."""

    language = StringField(validators=[InputRequired(), AnyOf(LANGUAGES)])
    next = StringField(validators=[Length(max=2000)])


class NewAccountForm(FlaskForm):
    """Take what a new account needs."""

    name = StringField(
        _l("お名前"),
        filters=[_one_line],
        validators=[DataRequired(), Length(max=LONGEST_NAME), printable],
        render_kw={"autocomplete": "name"},
    )
    email = EmailField(
        _l("メールアドレス"),
        validators=[InputRequired(), Length(max=LONGEST_EMAIL), usable_email],
        render_kw={"autocomplete": "email"},
    )
    password = _password_field(_l("パスワード"), "new-password", NewPassword("name", "email"))


class SetupForm(NewAccountForm):
    """Take the first admin, and the code that only the person who started the server has seen."""

    code = StringField(
        _l("設定コード"), validators=[InputRequired(), Length(max=100)], render_kw={"autocomplete": "off"}
    )


class InviteForm(FlaskForm):
    """Take whom an invite link is for and how long it lasts."""

    role = SelectField(_l("招く人の役割"), choices=_role_choices())
    days = SelectField(
        _l("有効期間"),
        coerce=int,
        choices=[SelectChoice(1, _l("1 日")), SelectChoice(7, _l("7 日")), SelectChoice(30, _l("30 日"))],
        default=7,
    )
    people = IntegerField(
        _l("使える人数"), validators=[InputRequired(), NumberRange(1, MOST_USES)], default=1
    )

    def __init__(self, *args: Any, allowed_roles: tuple[str, ...] = GROUP_ROLES, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = _role_choices(allowed_roles)


def without_steps(form: FlaskForm, field: Field) -> None:
    """Refuse the signs that part the groups of a path in a list of people."""
    if any(sign in STEPS for sign in field.data or ""):
        raise ValidationError(
            _l("グループの名前に / ／ > ＞ は使えません。人の一覧で、上と下のグループを分ける印です。")
        )


class GroupForm(FlaskForm):
    """Take the name of a group."""

    name = StringField(
        _l("グループの名前"),
        filters=[_one_line],
        validators=[DataRequired(), Length(max=LONGEST_NAME), printable, without_steps],
    )


class NewGroupForm(GroupForm):
    """Take the name of a new group and the group it is to stand below."""

    parent = SelectField(_l("置く場所"), coerce=int, default=TOP)

    def __init__(self, *args: Any, places: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parent.choices = _places(places)


class NameForm(FlaskForm):
    """Take one's own name."""

    name = StringField(
        _l("お名前"),
        filters=[_one_line],
        validators=[DataRequired(), Length(max=LONGEST_NAME), printable],
        render_kw={"autocomplete": "name"},
    )


class PeopleForm(FlaskForm):
    """Take what an admin looks for among all people; it is sent in the address."""

    class Meta:
        """Read from the address: nothing is changed, so no token is asked for."""

        csrf = False

    q = StringField(_l("名前かメールアドレス"), filters=[_one_line], validators=[Length(max=LONGEST_NAME)])
    group = SelectField(_l("グループ"), coerce=int, default=TOP)
    role = SelectField(_l("役割"), default="", choices=[SelectChoice("", _l("すべて")), *_role_choices()])
    state = SelectField(
        _l("アカウント"),
        default="",
        choices=[
            SelectChoice("", _l("すべて")),
            SelectChoice("active", _l("使える")),
            SelectChoice("closed", _l("停止中")),
            SelectChoice("waiting", _l("まだ一度もサインインしていない")),
        ],
    )
    page = IntegerField(default=1, validators=[NumberRange(1, 10_000)])

    def __init__(self, *args: Any, places: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group.choices = [
            SelectChoice(TOP, _l("すべて")),
            SelectChoice(NOWHERE, _l("どのグループにもいない人")),
            *(SelectChoice(*place) for place in places),
        ]


class MemberForm(FlaskForm):
    """Take somebody who has an account, by address, and their role in a group."""

    email = EmailField(_l("メールアドレス"), validators=[InputRequired(), Length(max=LONGEST_EMAIL)])
    role = SelectField(_l("役割"), choices=_role_choices())


class RolesForm(FlaskForm):
    """Take all that somebody is in a group, at least one role."""

    roles = SelectMultipleField(_l("役割"), choices=_role_choices(), validators=[InputRequired()])


class PlaceForm(FlaskForm):
    """Take the group that another is to stand below, or nothing for the top."""

    parent = SelectField(_l("置く場所"), coerce=int)

    def __init__(self, *args: Any, places: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parent.choices = _places(places)


class JoinForm(FlaskForm):
    """Take a group that somebody is to be in, and as what."""

    target = SelectField(_l("グループ"), coerce=int)
    role = SelectField(_l("役割"), choices=_role_choices())

    def __init__(self, *args: Any, places: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.target.choices = [SelectChoice(*place) for place in places]


class TargetForm(FlaskForm):
    """Take the group that somebody moves to."""

    target = SelectField(_l("移る先"), coerce=int)

    def __init__(self, *args: Any, places: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.target.choices = [SelectChoice(*place) for place in places]


class PressForm(FlaskForm):
    """Take nothing but the press of a button."""
