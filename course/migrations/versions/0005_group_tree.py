"""Put groups in a tree, let somebody be several things in one group, and let a person be erased."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from course.extensions import UtcDateTime

revision = "0005"
down_revision = "0003"
branch_labels = None
depends_on = None

OLD_KEY = "uq_membership_user_id_group_id"
NEW_KEY = "uq_membership_user_id_group_id_role"


def upgrade() -> None:
    """Make the change. Groups that are there already stand at the top, each by itself."""
    op.create_table(
        "group_tree",
        sa.Column("ancestor_id", sa.Integer(), nullable=False),
        sa.Column("descendant_id", sa.Integer(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ancestor_id"], ["group.id"], name=op.f("fk_group_tree_ancestor_id_group"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["descendant_id"],
            ["group.id"],
            name=op.f("fk_group_tree_descendant_id_group"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("ancestor_id", "descendant_id", name=op.f("pk_group_tree")),
    )
    with op.batch_alter_table("group_tree", schema=None) as batch_op:
        batch_op.create_index("ix_group_tree_upwards", ["descendant_id", "ancestor_id"], unique=False)
    with op.batch_alter_table("group", schema=None) as batch_op:
        batch_op.add_column(sa.Column("parent_id", sa.Integer(), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_group_name"), type_="unique")
        batch_op.create_foreign_key(
            batch_op.f("fk_group_parent_id_group"), "group", ["parent_id"], ["id"], ondelete="RESTRICT"
        )
    with op.batch_alter_table("group", schema=None) as batch_op:
        batch_op.create_index("uq_group_sibling_name", ["parent_id", "name"], unique=True)
        batch_op.create_index(
            "uq_group_top_name",
            ["name"],
            unique=True,
            sqlite_where=sa.text("parent_id IS NULL"),
            postgresql_where=sa.text("parent_id IS NULL"),
        )
    op.execute('INSERT INTO group_tree (ancestor_id, descendant_id, depth) SELECT id, id, 0 FROM "group"')
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(OLD_KEY), type_="unique")
        batch_op.create_unique_constraint(NEW_KEY, ["user_id", "group_id", "role"])
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("erased_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    """Take the change back; of several roles in one group the first given remains."""
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_column("erased_at")
    op.execute(
        "DELETE FROM membership WHERE id NOT IN (SELECT min(id) FROM membership GROUP BY user_id, group_id)"
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_constraint(NEW_KEY, type_="unique")
        batch_op.create_unique_constraint(OLD_KEY, ["user_id", "group_id"])
    with op.batch_alter_table("group", schema=None) as batch_op:
        batch_op.drop_index("uq_group_top_name")
        batch_op.drop_index("uq_group_sibling_name")
    with op.batch_alter_table("group", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_group_parent_id_group"), type_="foreignkey")
        batch_op.drop_column("parent_id")
        batch_op.create_unique_constraint(batch_op.f("uq_group_name"), ["name"])
    op.drop_table("group_tree")
