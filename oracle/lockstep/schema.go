package lockstep

import _ "embed"

// Schema is the JSON Schema (draft 2020-12) of all messages: what a node is told and writes, and what Serve reads and
// answers, as definitions of these names.
//
//go:embed messages.schema.json
var Schema []byte
