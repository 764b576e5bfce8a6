"""Forms of quotas: the grid of a decision, what a closed unit left, and what their addresses say."""
