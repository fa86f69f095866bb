"""Find the people of a group by their role, and where they are stuck, without a look at their other rows."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_index("ix_membership_group_id_role_user_id", "membership", ["group_id", "role", "user_id"])
    op.drop_index("ix_membership_group_id", "membership")
    op.drop_index("ix_person_item_stuck", "person_item")
    op.create_index("ix_person_item_stuck", "person_item", ["user_id", "stuck"])


def downgrade() -> None:
    """Undo the change."""
    op.drop_index("ix_person_item_stuck", "person_item")
    op.create_index("ix_person_item_stuck", "person_item", ["stuck", "user_id"])
    op.create_index("ix_membership_group_id", "membership", ["group_id"])
    op.drop_index("ix_membership_group_id_role_user_id", "membership")
