"""Every chart by name: what it needs, how it is drawn, and as which file it can be had."""
