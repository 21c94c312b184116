// Package runner is an example of another implementation, in plain Python, that runs quesera's conformance vectors
// (docs/VECTORS.md). The Go files are the tests that drive it.
package runner
