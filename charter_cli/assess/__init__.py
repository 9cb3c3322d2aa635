"""Facts and charters become findings. Pure: no file, no clock, no language; the day judged is a parameter."""
