package verify

// A Diagram is a picture of a run. In a browser there is none.
type Diagram struct{}
