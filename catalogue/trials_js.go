package catalogue

import "quesera/verify"

// trials are none in a browser, where nothing is run.
func trials() []verify.Check { return nil }
