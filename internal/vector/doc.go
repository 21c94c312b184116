// Package vector is what conformance vectors are made of: inputs of an operation, and what must come of each. It knows
// no protocol. Who publishes vectors defines families of operations (Op); the package draws up their vectors, writes
// and reads them as JSON, judges them, and describes their form as a JSON Schema.
//
// A vector either has a result, or must be refused. Why something is refused each implementation says in its own words,
// so that vectors do not.
package vector
