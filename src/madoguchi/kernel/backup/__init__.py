"""The whole installation as one file, taken while it runs, brought back into either database."""

from madoguchi.kernel.backup.manifest import BackupRefused, Manifest
from madoguchi.kernel.backup.restore import restore
from madoguchi.kernel.backup.save import save

__all__ = ["BackupRefused", "Manifest", "restore", "save"]
