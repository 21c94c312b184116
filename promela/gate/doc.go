// Package gate searches a spec with both engines and holds what they find against each other: the explorer executes
// the compiled Go, Spin what the translator made of its source.
package gate
