package io.pgcluster.manifest;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.pgcluster.credential.Password;
import io.pgcluster.credential.SecretData;
import io.pgcluster.router.RouterFiles;
import io.pgcluster.spec.AccessSettings;
import io.pgcluster.topology.InstanceFiles;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** ConfigMaps and Secrets with the files of the pods, and the account that the pods run as. */
final class Configuration {
  private final Scope scope;
  private final ClusterSecrets secrets;

  Configuration(Scope scope, ClusterSecrets secrets) {
    this.scope = scope;
    this.secrets = secrets;
  }

  /** The description's place; who applies it puts the description in. */
  ConfigMap owner() {
    return configMap(Component.CLUSTER, scope.names().owner(), Map.of());
  }

  /** Pods never talk to the API: no token is mounted. */
  ServiceAccount account() {
    ServiceAccount account = new ServiceAccount();
    account.setMetadata(scope.meta(Component.CLUSTER, scope.names().serviceAccount()));
    account.setAutomountServiceAccountToken(false);
    return account;
  }

  Secret credentials() {
    return withMeta(secrets.toData().toSecret(scope.names().credentials()), Component.CLUSTER);
  }

  ConfigMap postgres() {
    return configMap(
        Component.CLUSTER,
        scope.names().postgres(),
        InstanceFiles.configuration(scope.cluster(), scope.names().primary()));
  }

  Secret bootstrap() {
    TreeMap<String, String> verifiers = new TreeMap<>();
    secrets.roles().forEach((role, secret) -> verifiers.put(role, secret.verifier()));
    AccessSettings access = scope.cluster().access();
    Password replication = secrets.role(access.replication().name()).password();
    return secret(
        Component.CLUSTER,
        scope.names().bootstrap(),
        InstanceFiles.secrets(scope.cluster(), verifiers, replication));
  }

  ConfigMap router() {
    return configMap(
        Component.ROUTER,
        scope.names().router(),
        RouterFiles.configuration(
            scope.cluster(), scope.names().primary(), scope.standbyNames().toList()));
  }

  /** Tells apart what the router takes up only when it starts. */
  String routerStart() {
    return RouterFiles.startFingerprint(
        scope.cluster(), scope.names().primary(), scope.standbyNames().toList(), secrets.poolKey());
  }

  Secret routerSecret() {
    return secret(
        Component.ROUTER,
        scope.names().router(),
        RouterFiles.secrets(
            scope.cluster(),
            secrets.passwords(RouterFiles.roles(scope.cluster())),
            secrets::isMd5,
            secrets.poolKey()));
  }

  private ConfigMap configMap(Component component, String name, Map<String, String> data) {
    ConfigMap map = new ConfigMap();
    map.setMetadata(scope.meta(component, name));
    map.setData(data);
    return map;
  }

  private Secret secret(Component component, String name, SortedMap<String, String> files) {
    return withMeta(SecretData.of(files).toSecret(name), component);
  }

  private Secret withMeta(Secret secret, Component component) {
    secret.setMetadata(scope.meta(component, secret.getMetadata().getName()));
    return secret;
  }
}
