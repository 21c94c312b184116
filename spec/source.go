package spec

import "embed"

// Source has the files of this package, for the translator: it type-checks specs where no
// checkout is at hand.
//
//go:embed *.go
var Source embed.FS
