package vectors

import (
	"testing"

	"quesera/internal/vector/vectortest"
)

// Vectors are drawn. What comes of each that is written is what it wants.
func TestVectors(t *testing.T) { vectortest.Run(t, Family()) }
