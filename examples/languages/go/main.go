// The console around it: chat ADDRESS NAME.
package main

import (
	"bufio"
	"crypto/rand"
	"fmt"
	"log"
	"os"
	"time"

	agent "example.com/chat/stubs/go/madang/agent/v1"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/status"
)

// What is answered at once has ten seconds: gRPC's own way to say so.
const deadlines = `{"methodConfig": [{"timeout": "10s", "name": [
	{"service": "madang.agent.v1.AgentService"},
	{"service": "madang.channel.v1.ChannelService", "method": "SendMessage"}]}]}`

// inWords tells the reason that does not change between releases, then the sentence for people.
func inWords(err error) string {
	told := status.Convert(err)
	for _, detail := range told.Details() {
		if info, ok := detail.(*errdetails.ErrorInfo); ok {
			return info.Reason + ": " + told.Message()
		}
	}
	return err.Error()
}

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: chat ADDRESS NAME")
	}
	// Pings find out that the server is gone where nothing else does.
	pings := grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: 30 * time.Second})
	plain := grpc.WithTransportCredentials(insecure.NewCredentials())
	wire, err := grpc.NewClient(os.Args[1], plain, pings, grpc.WithDefaultServiceConfig(deadlines))
	if err != nil {
		log.Fatal(err)
	}
	// With a token of our own we are the same person after every sign-in.
	guest := &agent.SignInGuestRequest{Name: os.Args[2], GuestToken: rand.Text()}
	me := &chat{wire: wire, guest: guest, cursors: map[string]uint64{}}
	if err := me.untilDone(me.signIn); err != nil {
		log.Fatal(inWords(err))
	}
	go func() { log.Fatal(inWords(me.untilDone(me.hear))) }()
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		if err := me.say(lines.Text()); err != nil {
			fmt.Fprintln(os.Stderr, "not sent,", inWords(err))
		}
	}
}
