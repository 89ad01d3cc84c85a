"""What happens when a day comes: one handler for each rule of ``casework.timers``.

Nobody acts here. Each handler reads the present state again, acts or reminds once, and may run
twice: see ``notifications.timers``.
"""
