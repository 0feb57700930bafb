// A client from the .proto files alone: says each line of its standard input in the lobby and shows what is said there.
// It survives restarts of the server: what it says is stored once, what it shows is whole and in order.
package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	mathrand "math/rand/v2"
	"os"
	"sync"
	"time"

	agent "example.com/chat/gen/madang/agent/v1"
	channel "example.com/chat/gen/madang/channel/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

const (
	callTimeout = 10 * time.Second
	// The server says something every 15 seconds: after 40 it is gone.
	silence      = 40 * time.Second
	longestPause = 2 * time.Second
)

type chat struct {
	agent   agent.AgentServiceClient
	channel channel.ChannelServiceClient
	guest   *agent.SignInGuestRequest
	// Closed when we hear the lobby.
	caughtUp func()

	mutex   sync.Mutex
	token   string
	epoch   uint64
	cursors map[string]uint64
}

// untilDone repeats the call until it is answered; what it does must be the same if it is done twice.
func (c *chat) untilDone(call func(context.Context) error) error {
	for pause := 100 * time.Millisecond; ; pause = min(2*pause, longestPause) {
		err := call(c.withToken())
		switch status.Code(err) {
		case codes.OK:
			return nil
		case codes.Unauthenticated:
			if _, err := c.signIn(); err != nil {
				return err
			}
		case codes.Unavailable, codes.DeadlineExceeded, codes.ResourceExhausted, codes.Canceled:
			time.Sleep(mathrand.N(pause))
		default:
			return err
		}
	}
}

func (c *chat) withToken() context.Context {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return metadata.AppendToOutgoingContext(context.Background(), "authorization", "Bearer "+c.token)
}

func (c *chat) signIn() (name string, err error) {
	var answer *agent.SignInGuestResponse
	for {
		ctx, cancel := context.WithTimeout(context.Background(), callTimeout)
		answer, err = c.agent.SignInGuest(ctx, c.guest)
		cancel()
		if status.Code(err) != codes.Unavailable {
			break
		}
		time.Sleep(mathrand.N(longestPause))
	}
	if err != nil {
		return "", err
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.token = answer.Session.AccessToken
	return answer.Session.Profile.Name, nil
}

func (c *chat) say(channelID, text string) error {
	// The id is made once and stays the same over all retries: that is why the message is stored once.
	request := &channel.SendMessageRequest{
		ChannelId:       channelID,
		ClientMessageId: rand.Text(),
		SeenSeq:         c.cursor(channelID),
		Text:            text,
	}
	return c.untilDone(func(ctx context.Context) error {
		ctx, cancel := context.WithTimeout(ctx, callTimeout)
		defer cancel()
		_, err := c.channel.SendMessage(ctx, request)
		return err
	})
}

// hear hears one stream to its end, from where the last one ended.
func (c *chat) hear(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stream, err := c.channel.Subscribe(ctx, c.place())
	if err != nil {
		return err
	}
	watch := time.AfterFunc(silence, cancel)
	defer watch.Stop()
	for {
		frame, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		watch.Reset(silence)
		if err := c.take(frame); err != nil {
			return err
		}
	}
}

func (c *chat) place() *channel.SubscribeRequest {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	request := &channel.SubscribeRequest{Epoch: c.epoch}
	for id, seq := range c.cursors {
		request.Cursors = append(request.Cursors, &channel.Cursor{ChannelId: id, Seq: seq})
	}
	return request
}

func (c *chat) take(frame *channel.SubscribeResponse) error {
	c.begin(frame)
	for _, part := range frame.Ranges {
		if err := c.fill(part.ChannelId, part.After); err != nil {
			return err
		}
		for _, event := range part.Events {
			if posted := event.GetMessagePosted(); posted != nil {
				c.show(part.ChannelId, event.Seq, event.ActorName, posted.Text)
			}
		}
		c.move(part.ChannelId, part.Through)
	}
	if frame.CaughtUp {
		c.caughtUp()
	}
	for _, gap := range frame.Gaps {
		if err := c.fill(gap.ChannelId, gap.Through); err != nil {
			return err
		}
	}
	return nil
}

// begin takes what says where the stream starts.
func (c *chat) begin(frame *channel.SubscribeResponse) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if frame.Epoch != 0 {
		c.epoch = frame.Epoch
	}
	if frame.Reset_ {
		clear(c.cursors)
	}
	for _, head := range frame.Heads {
		if _, known := c.cursors[head.ChannelId]; !known {
			c.cursors[head.ChannelId] = head.Seq
		}
	}
}

// fill asks for what lies between our place and the next event, if the stream left it out.
func (c *chat) fill(channelID string, through uint64) error {
	for c.cursor(channelID) < through {
		var page *channel.ListMessagesResponse
		request := &channel.ListMessagesRequest{ChannelId: channelID, AfterSeq: c.cursor(channelID), PageSize: 200}
		err := c.untilDone(func(ctx context.Context) (err error) {
			ctx, cancel := context.WithTimeout(ctx, callTimeout)
			defer cancel()
			page, err = c.channel.ListMessages(ctx, request)
			return err
		})
		if err != nil {
			return err
		}
		for _, message := range page.Messages {
			c.show(channelID, message.Seq, message.AuthorName, message.Text)
		}
		c.move(channelID, page.Through)
	}
	return nil
}

func (c *chat) show(channelID string, seq uint64, name, text string) {
	if seq > c.cursor(channelID) {
		fmt.Printf("%s %d %s: %s\n", channelID, seq, name, text)
	}
}

func (c *chat) cursor(channelID string) uint64 {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.cursors[channelID]
}

func (c *chat) move(channelID string, seq uint64) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.cursors[channelID] = max(c.cursors[channelID], seq)
}

func main() {
	log.SetFlags(0)
	address := flag.String("address", "127.0.0.1:50051", "where Madang listens")
	name := flag.String("name", "go", "your name")
	flag.Parse()

	wire, err := grpc.NewClient(*address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		log.Fatal(err)
	}
	here := make(chan struct{})
	c := &chat{
		agent:   agent.NewAgentServiceClient(wire),
		channel: channel.NewChannelServiceClient(wire),
		// With a token of our own we are the same person after every sign-in.
		guest:    &agent.SignInGuestRequest{Name: *name, GuestToken: rand.Text()},
		caughtUp: sync.OnceFunc(func() { close(here) }),
		cursors:  map[string]uint64{},
	}
	me, err := c.signIn()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("signed in as", me)
	go func() {
		for {
			if err := c.untilDone(c.hear); err != nil {
				log.Fatal(err)
			}
		}
	}()
	<-here
	fmt.Println("type a line to say it in the lobby")
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		if err := c.say("lobby", lines.Text()); err != nil {
			fmt.Fprintln(os.Stderr, "not sent:", status.Convert(err).Message())
		}
	}
}
