// Package twophase proves of the model of two-phase commit that it refines its spec.
package twophase
