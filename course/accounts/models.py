"""Keep people, groups, who is what in which group, invite links and sign-ins."""

from __future__ import annotations

from datetime import datetime

from flask_security import RoleMixin, UserMixin
from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Index,
    String,
    Table,
    UniqueConstraint,
    event,
    insert,
    literal,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

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
    erased_at: Mapped[
        datetime | None
    ]  # from then on neither name nor address is theirs; what they did still counts

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
    def only_trains(self) -> bool:
        """Tell whether this person trains and does nothing else: neither learns, nor manages, nor looks after it all."""
        return not self.is_admin and {own.role for own in self.memberships} == {TRAINER}

    @property
    def sees_content_faults(self) -> bool:
        """Tell whether faults in the course's files are this person's business: a trainer's or an admin's."""
        return self.is_admin or any(own.role == TRAINER for own in self.memberships)

    def roles_in(self, group: Group) -> frozenset[str]:
        """Name this person's roles in the group itself, not those above it; none for somebody who is not in it."""
        return frozenset(own.role for own in self.memberships if own.group_id == group.id)


class Group(Model):
    """Keep one company, branch or team; `parent_id` is None at the top. Its name is its own among its siblings."""

    __tablename__ = "group"
    __table_args__ = (
        # Two indexes, because a unique one over both columns lets equal names in where the parent is null.
        Index("uq_group_sibling_name", "parent_id", "name", unique=True),
        Index(
            "uq_group_top_name",
            "name",
            unique=True,
            sqlite_where=text("parent_id IS NULL"),
            postgresql_where=text("parent_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("group.id", ondelete="RESTRICT"))
    name: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    parent: Mapped[Group | None] = relationship(remote_side=[id])
    memberships: Mapped[list[Membership]] = relationship(
        back_populates="group", cascade="all, delete-orphan", passive_deletes=True
    )


class GroupTree(Model):
    """Hold, for every group, the groups above it and itself; `depth` counts the steps between, 0 for itself."""

    __tablename__ = "group_tree"
    __table_args__ = (Index("ix_group_tree_upwards", "descendant_id", "ancestor_id"),)

    ancestor_id: Mapped[int] = mapped_column(ForeignKey("group.id", ondelete="CASCADE"), primary_key=True)
    descendant_id: Mapped[int] = mapped_column(ForeignKey("group.id", ondelete="CASCADE"), primary_key=True)
    depth: Mapped[int]


@event.listens_for(Group, "after_insert")
def _stand_in_tree(mapper: Mapper[Group], connection: Connection, group: Group) -> None:
    """Put a new group in the tree, whoever makes it: below itself and below all that are above its parent."""
    own = {"ancestor_id": group.id, "descendant_id": group.id, "depth": 0}
    connection.execute(insert(GroupTree).values(own))
    if group.parent_id is not None:
        above = select(GroupTree.ancestor_id, literal(group.id), GroupTree.depth + 1).where(
            GroupTree.descendant_id == group.parent_id
        )
        connection.execute(insert(GroupTree).from_select(list(own), above))


class Membership(Model):
    """Say what one person is in one group: trainee, trainer or manager. Somebody who is several has a row for each.

    `since` is when they became it.
    """

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("user_id", "group_id", "role"),
        CheckConstraint("role IN ('trainee', 'trainer', 'manager')", name="role"),
        Index("ix_membership_group_id_role_user_id", "group_id", "role", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(10))
    since: Mapped[datetime] = mapped_column(default=utc_now)

    user: Mapped[User] = relationship(back_populates="memberships")
    group: Mapped[Group] = relationship(back_populates="memberships")


class PastMembership(Model):
    """Remember that somebody was a trainee of a group, and from when to when."""

    __tablename__ = "past_membership"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id", ondelete="CASCADE"))
    since: Mapped[datetime]
    until: Mapped[datetime] = mapped_column(default=utc_now)


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
