package dev.millrace.infra.part;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.ArnFormat;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.Grant;
import software.amazon.awscdk.services.iam.GrantOnPrincipalOptions;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.constructs.Construct;

/** How a program logs in to the database. */
public sealed interface DatabaseLogin {

  /** The settings that say so, besides the database's URL. */
  Map<String, String> settings();

  /** What the schema step needs to make the user, for {@code --worker-…} and its like. */
  List<String> argument(String who);

  /** For people who run commands: the ARN of the secret, or the name of the user. */
  String output();

  void grant(IGrantable program);

  /** With a password from a secret. */
  record Password(ISecret secret) implements DatabaseLogin {

    @Override
    public Map<String, String> settings() {
      return Map.of("MILLRACE_DB_SECRET", secret.getSecretArn());
    }

    @Override
    public List<String> argument(String who) {
      return List.of("--%s-secret".formatted(who), secret.getSecretArn());
    }

    @Override
    public String output() {
      return secret.getSecretArn();
    }

    @Override
    public void grant(IGrantable program) {
      secret.grantRead(program);
    }
  }

  /**
   * With tokens that the program's role signs.
   *
   * @param arn of the user in that database, as policies name it
   */
  record Token(String user, String arn) implements DatabaseLogin {

    /** Of the database with that resource id. */
    static Token of(Construct scope, String user, String database) {
      return new Token(
          user,
          Stack.of(scope)
              .formatArn(
                  ArnComponents.builder()
                      .service("rds-db")
                      .resource("dbuser")
                      .arnFormat(ArnFormat.COLON_RESOURCE_NAME)
                      .resourceName(database + "/" + user)
                      .build()));
    }

    @Override
    public Map<String, String> settings() {
      return Map.of("MILLRACE_DB_AUTH", "iam", "MILLRACE_DB_USER", user);
    }

    @Override
    public List<String> argument(String who) {
      return List.of("--%s-user".formatted(who), user);
    }

    @Override
    public String output() {
      return user;
    }

    @Override
    public void grant(IGrantable program) {
      Grant.addToPrincipal(
          GrantOnPrincipalOptions.builder()
              .grantee(program)
              .actions(List.of("rds-db:connect"))
              .resourceArns(List.of(arn))
              .build());
    }
  }
}
