"""Keep people, groups, who is what in which group, invite links and sign-ins."""

from __future__ import annotations

from datetime import datetime

from flask_security import RoleMixin, UserMixin
from sqlalchemy import CheckConstraint, Column, ForeignKey, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from course.extensions import Base, Model, utc_now

ADMIN = "admin"
TRAINEE, TRAINER, MANAGER = "trainee", "trainer", "manager"
GROUP_ROLES = (TRAINEE, TRAINER, MANAGER)
LEADING_ROLES = frozenset({TRAINER, MANAGER})

roles_users = Table(
    "roles_users",
    Base.metadata,
    Column("user_id", ForeignKey("user.id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", ForeignKey("role.id", ondelete="CASCADE"), primary_key=True),
)


class Role(Model, RoleMixin):
    """Name a power that holds everywhere; the only one is `admin`."""

    __tablename__ = "role"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    description: Mapped[str | None] = mapped_column(String(255))


class User(Model, UserMixin):
    """Keep one person. `email` is kept in lower case; `password` is an argon2id hash, or None for nobody's own."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    language: Mapped[str | None] = mapped_column(String(2))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    roles: Mapped[list[Role]] = relationship(secondary=roles_users)  # type: ignore[assignment]
    memberships: Mapped[list[Membership]] = relationship(
        back_populates="user", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def is_admin(self) -> bool:
        """Tell whether this person looks after the installation."""
        return any(role.name == ADMIN for role in self.roles)

    @property
    def leads_a_group(self) -> bool:
        """Tell whether this person trains or manages a group (an admin sees them all)."""
        return self.is_admin or any(own.role in LEADING_ROLES for own in self.memberships)

    @property
    def only_leads(self) -> bool:
        """Tell whether this person trains or manages and is nowhere a trainee (admins, too, may come to learn)."""
        roles = {own.role for own in self.memberships}
        return bool(roles & LEADING_ROLES) and TRAINEE not in roles

    @property
    def sees_content_faults(self) -> bool:
        """Tell whether faults in the course's files are this person's business: a trainer's or an admin's."""
        return self.is_admin or any(own.role == TRAINER for own in self.memberships)

    def role_in(self, group: Group) -> str | None:
        """Name this person's role in a group, or None for a stranger to it."""
        return next((own.role for own in self.memberships if own.group_id == group.id), None)


class Group(Model):
    """Keep one team of people who learn together."""

    __tablename__ = "group"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    memberships: Mapped[list[Membership]] = relationship(
        back_populates="group", cascade="all, delete-orphan", passive_deletes=True
    )


class Membership(Model):
    """Say what one person is in one group: trainee, trainer or manager."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("user_id", "group_id"),
        CheckConstraint("role IN ('trainee', 'trainer', 'manager')", name="role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(10))

    user: Mapped[User] = relationship(back_populates="memberships")
    group: Mapped[Group] = relationship(back_populates="memberships")


class Invite(Model):
    """Keep one invite link, known by the SHA-256 of its token alone; `uses_left` falls by one with each person."""

    __tablename__ = "invite"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(10))
    expires_at: Mapped[datetime]
    uses_left: Mapped[int]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    group: Mapped[Group] = relationship()
    created_by: Mapped[User] = relationship()


class PasswordLink(Model):
    """Keep one link by which somebody who forgot their password sets a new one; used once, then gone."""

    __tablename__ = "password_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime]

    user: Mapped[User] = relationship()


class SignIn(Model):
    """Keep one sign-in, known by the SHA-256 of the token in the browser's session; ended ones let nobody in."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()
