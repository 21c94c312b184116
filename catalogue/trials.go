//go:build !js

package catalogue

import (
	"quesera/linearizability"
	"quesera/verify"
)

// trials are the strategies of replicated objects, which are run with their clients.
func trials() []verify.Check { return linearizability.Checks() }
