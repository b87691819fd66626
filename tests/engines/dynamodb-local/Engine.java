import com.amazonaws.services.dynamodbv2.local.main.ServerRunner;
import java.net.ServerSocket;

/** The real DynamoDB Local in memory: prints its address, and stops when its standard input ends. */
public class Engine {
  public static void main(String[] args) throws Exception {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    var server = ServerRunner.createServerFromCommandLineArgs(
        new String[] {"-inMemory", "-disableTelemetry", "-port", Integer.toString(port)});
    server.start();
    System.out.println("http://127.0.0.1:" + port);
    while (System.in.read() >= 0) {}
    System.exit(0);
  }
}
