//go:build js

package verify

// Translated is nothing in a browser, which has no Spin and gains nothing from the translator.
type Translated interface{}
