"""How a message leaves: claimed, decided, composed, handed over up to the dot, committed, and only then finished.

Once, never doubtful, never lost (DESIGN 3.1 to 3.4): every state is committed before the step that it announces, the
gate is asked again in the transaction that announces the dot, and whatever a dead process leaves behind is either
surely not sent (claimed: it goes back) or shown to a person (handing: unclear).
"""
