package web

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/http"
	"time"
)

// Serve serves a page at an address until the context ends; ready is called with the address, once there is a server.
// The error is that of listening or serving.
func Serve(ctx context.Context, address string, page []byte, ready func(net.Addr)) error {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	made := time.Now()
	server := &http.Server{ReadHeaderTimeout: 10 * time.Second,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/" {
				http.NotFound(w, r)
				return
			}
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			http.ServeContent(w, r, "", made, bytes.NewReader(page))
		})}
	stop := context.AfterFunc(ctx, func() { server.Close() })
	defer stop()
	ready(l.Addr())
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
