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

  /** The environment variables for this login; the URL is not included. */
  Map<String, String> settings();

  /**
   * The arguments with which the schema step creates this user, such as {@code --worker-secret
   * ARN}.
   *
   * @param role worker or reader
   */
  List<String> schemaArguments(String role);

  /** Printed as an output of the stack: the secret's ARN or the user's name. */
  String stackOutput();

  /** Lets the program log in. */
  void grantLogin(IGrantable program);

  /** Lets the schema step create the user. */
  void grantCreation(IGrantable task);

  /** Logs in with a password that a secret holds. */
  record Password(ISecret secret) implements DatabaseLogin {

    @Override
    public Map<String, String> settings() {
      return Map.of("MILLRACE_DB_SECRET", secret.getSecretArn());
    }

    @Override
    public List<String> schemaArguments(String role) {
      return List.of("--%s-secret".formatted(role), secret.getSecretArn());
    }

    @Override
    public String stackOutput() {
      return secret.getSecretArn();
    }

    @Override
    public void grantLogin(IGrantable program) {
      secret.grantRead(program);
    }

    @Override
    public void grantCreation(IGrantable task) {
      grantLogin(task); // it sets the same password
    }
  }

  /**
   * Logs in with IAM tokens, which RDS accepts instead of a password.
   *
   * @param arn of the {@code rds-db:dbuser} resource
   */
  record Iam(String user, String arn) implements DatabaseLogin {

    /** The login of a user of that database. */
    static Iam of(Construct scope, String user, String databaseResourceId) {
      return new Iam(
          user,
          Stack.of(scope)
              .formatArn(
                  ArnComponents.builder()
                      .service("rds-db")
                      .resource("dbuser")
                      .arnFormat(ArnFormat.COLON_RESOURCE_NAME)
                      .resourceName(databaseResourceId + "/" + user)
                      .build()));
    }

    @Override
    public Map<String, String> settings() {
      return Map.of("MILLRACE_DB_AUTH", "iam", "MILLRACE_DB_USER", user);
    }

    @Override
    public List<String> schemaArguments(String role) {
      return List.of("--%s-user".formatted(role), user);
    }

    @Override
    public String stackOutput() {
      return user;
    }

    @Override
    public void grantLogin(IGrantable program) {
      Grant.addToPrincipal(
          GrantOnPrincipalOptions.builder()
              .grantee(program)
              .actions(List.of("rds-db:connect"))
              .resourceArns(List.of(arn))
              .build());
    }

    @Override
    public void grantCreation(IGrantable task) {
      // the user has no password
    }
  }
}
