"""Figures that count already, corrected: asked for by the enterprise, decided by a reviewer."""
