// Package dkg is the abstract spec of how a distributed key generation agrees on its qualified dealers
// (package model/dkg, steps DKG-4 to DKG-13), in the Go subset.
//
// Values are abstracted to whether they fit: of a share, a published answer or an exposure only that matters.
// A broadcast is atomic here; spec/dkg/relay shows that relays make it so. That it also reaches all is what
// agreement rests on: each node finds QUAL by what it heard, and in a configuration with deaf nodes, whom corrupt
// ones do not reach, DKG-P1 fails. Where shares do not reach a node in time, an honest dealer has to publish them, and
// DKG-P5 fails; where nobody checks what is published, DKG-P3 and P13 do. In each phase the nodes act
// one after the other, in the order of their numbers. Nothing is lost by that: what a node may do depends on
// earlier phases only, and corrupt nodes may do whatever they might have done after hearing the others.
//
// A corrupt node does anything. An honest node does its duty, or less than its duty if it may still crash,
// and nothing thereafter.
//
// proofs/dkg has the abstract result of a run, and ties runs of model/dkg to this spec.
package dkg
