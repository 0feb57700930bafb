// A client of the older doors in Go, from their contracts alone: prints a line of JSON for each thing it sees.
package main

import (
	"context"
	"encoding/json"
	"log"
	"os"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/connectivity"
	"google.golang.org/grpc/credentials/insecure"
)

const patience = 10 * time.Second

var doors = map[string]func(*grpc.ClientConn){
	"agg-funcs":          seeAggFuncs,
	"chat-server":        seeChatServer,
	"chatting, lobby":    seeChattingLobby,
	"chatting, channels": seeChattingChannels,
	"notification":       seeNotification,
	"route-guide":        seeRouteGuide,
}

func main() {
	log.SetFlags(0)
	see, known := doors[os.Args[1]]
	if !known {
		log.Fatalf("there is no door %s", os.Args[1])
	}
	conn := must(dial(os.Args[2]))
	defer conn.Close()
	see(conn)
}

// Older clients know no TLS.
var insecurely = grpc.WithTransportCredentials(insecure.NewCredentials())

// dial resolves when the connection stands, as older clients had it.
func dial(address string) (*grpc.ClientConn, error) {
	conn, err := grpc.NewClient(address, insecurely)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for conn.Connect(); ; {
		state := conn.GetState()
		if state == connectivity.Ready {
			return conn, nil
		}
		if !conn.WaitForStateChange(ctx, state) {
			return nil, ctx.Err()
		}
	}
}

// tell prints what was seen of an item of the checklist.
func tell(item string, saw any) {
	line := must(json.Marshal(map[string]any{"item": item, "saw": saw}))
	must(os.Stdout.Write(append(line, '\n')))
}

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

// soon is the context of a call that is answered at once.
func soon() context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	time.AfterFunc(patience, cancel)
	return ctx
}
