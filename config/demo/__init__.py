"""The demonstration: fictitious agents, organisations and young people in real communes."""
