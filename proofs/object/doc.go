// Package object proves what linearizability of a replicated object stands on: that the property of the spec is the one
// that porcupine judges, and that the machine's runs are the spec's.
//
//	OBJ-R1  what the spec says of a history porcupine says too, of every one that is reachable   judges_test.go
//	OBJ-R2  every run of the replicas on QSC3 is one of the spec's                               replicas_test.go
package object
