"""The tour that ``drivectl demo`` gives: invented agencies and cases, and the real pipeline."""
