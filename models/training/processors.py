"""How busy the machine is with other programs."""

from pathlib import Path


def runnable_elsewhere() -> int:
    """Threads of other programs that run or wait for a processor right now (Linux; elsewhere 0).

    To be asked between updates, when this program's own workers sleep.
    """
    try:
        return int(Path("/proc/loadavg").read_text().split()[3].split("/")[0]) - 1
    except FileNotFoundError:
        return 0
