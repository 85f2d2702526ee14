"""Run ``python -m drivectl``."""

from drivectl.cli import main

raise SystemExit(main())
