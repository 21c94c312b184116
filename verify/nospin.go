//go:build js

package verify

import "quesera/spec/explore"

// Translated is nothing in a browser, which has no Spin and gains nothing from the translator.
type Translated interface{}

// compile makes nothing: what a browser loads has no compiler.
func (sys system[S]) compile() *explore.Program { return nil }
