package vectors

import (
	"testing"

	"quesera/internal/vector/vectortest"
)

// What comes of each vector is what it wants.
func TestVectors(t *testing.T) { vectortest.Run(t, Family()) }
