//go:build !js

package verify

import "quesera/internal/picture"

// A Diagram is a picture of a run.
type Diagram = picture.Diagram
