// The console around it: java Main ADDRESS NAME.
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.BufferedReader;
import java.io.InputStreamReader;

final class Main {
  public static void main(String[] args) {
    var chat = new Chat(args[0], args[1]);
    chat.untilDone(chat::signIn);
    new Thread(() -> sayLines(chat)).start();
    try {
      chat.untilDone(chat::hear);
    } catch (StatusRuntimeException error) {
      System.err.println(inWords(error));
      System.exit(1);
    }
  }

  private static void sayLines(Chat chat) {
    new BufferedReader(new InputStreamReader(System.in, UTF_8)).lines().forEach(line -> {
      try {
        chat.say(line);
      } catch (StatusRuntimeException error) {
        System.err.println("not sent, " + inWords(error));
      }
    });
    System.exit(0);
  }

  /** The reason that does not change between releases, then the sentence for people. */
  private static String inWords(StatusRuntimeException error) {
    try {
      for (var detail : StatusProto.fromThrowable(error).getDetailsList()) {
        if (detail.is(ErrorInfo.class)) {
          return detail.unpack(ErrorInfo.class).getReason() + ": " + error.getStatus().getDescription();
        }
      }
    } catch (InvalidProtocolBufferException newer) {
      // What cannot be read is told without its reason.
    }
    return error.getMessage();
  }
}
