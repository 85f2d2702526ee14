"""The one door to Presidio, and through it to spaCy and tldextract.

Its pattern recognisers for the rest of the world run inside our engine (``world``), and so do a site's own
(``guests``); our engine runs as a recogniser inside anybody's ``AnalyzerEngine`` (``host``). No language model is
loaded and no network is asked.
"""

import socket

_has_ipv6, socket.has_ipv6 = socket.has_ipv6, False  # else urllib3, which Presidio brings, tries one on import
import presidio_analyzer as presidio_analyzer  # noqa: E402 -- see above
import tldextract.tldextract  # noqa: E402

socket.has_ipv6 = _has_ipv6
tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
"""The list that tldextract brings: else the first e-mail address that any recogniser checks would fetch one."""

from drivectl.recognise.presidio.guests import OwnRecogniserRuns, PlugIn  # noqa: E402
from drivectl.recognise.presidio.host import DrivectlNlpEngine, DrivectlRecognizer  # noqa: E402
from drivectl.recognise.presidio.world import WorldRecogniser  # noqa: E402

__all__ = ["DrivectlNlpEngine", "DrivectlRecognizer", "OwnRecogniserRuns", "PlugIn", "WorldRecogniser"]
