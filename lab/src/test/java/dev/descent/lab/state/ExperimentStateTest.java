package dev.descent.lab.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.io.Json;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@NullUnmarked // trees of JSON: what is missing fails a test anyway
class ExperimentStateTest {
  private static ExperimentState read(String json) {
    return ExperimentState.from(new Fields("", Json.parse(json)));
  }

  @Test
  void anEmptyDocumentIsTheUsualExperiment() {
    assertThat(read("{}")).isEqualTo(ExperimentState.usual());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'data':{'set':'spiral','noise':0.2,'balance':0.3,'sorted':true,'seed':9007199254740991}}",
        "{'data':{'set':'points','own':[[1,2,0],[-6,6,1],[0.5,0,2]]}}",
        "{'data':{'set':'plane'},'training':{'loss':'huber','schedule':'cosine:end=0.01'}}",
        "{'data':{'set':'digits'},'network':{'layers':[{'units':512,'activation':'gelu'}]}}",
        "{'network':{'features':['sin(x1)','x1*x2'],'layers':[],'initializer':'he-normal'}}",
        "{'training':{'optimizer':{'name':'adam','learningRate':0.01,'beta1':0.5},'l1':0.1}}",
        "{'training':{'optimizer':{'name':'sgd','momentum':0.9,'nesterov':true},'clip':'norm:1'}}"
      })
  void aDocumentIsWrittenAsItWasRead(String json) {
    ExperimentState state = read(json.replace('\'', '"'));

    assertThat(read(Json.text(state.toMap()))).isEqualTo(state);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'data':{'set':'square'}}|data.set",
        "{'data':{'points':9}}|data.points",
        "{'data':{'points':5001}}|data.points",
        "{'data':{'points':100.5}}|data.points",
        "{'data':{'noise':0.51}}|data.noise",
        "{'data':{'noise':'NaN'}}|data.noise",
        "{'data':{'split':0}}|data.split",
        "{'data':{'seed':-1}}|data.seed",
        "{'data':{'seed':9007199254740993}}|data.seed",
        "{'data':{'sorted':1}}|data.sorted",
        "{'data':{'own':[[1,2]]}}|data.own[0]",
        "{'data':{'own':[[1,2,0],[7,0,0]]}}|data.own[1]",
        "{'data':{'own':[[1,2,0.5]]}}|data.own[0]",
        "{'data':{'nose':1}}|data.nose",
        "{'data':[]}|data",
        "{'network':{'features':[]}}|network.features",
        "{'network':{'features':['x3']}}|network.features",
        "{'network':{'features':['x1','x1']}}|network.features",
        "{'network':{'layers':[{'units':33}]}}|network.layers[0].units",
        "{'network':{'layers':[{'units':1e300}]}}|network.layers[0].units",
        "{'network':{'layers':[{'units':4,'activation':'step'}]}}|network.layers[0].activation",
        "{'network':{'layers':[{'units':4,'size':4}]}}|network.layers[0].size",
        "{'network':{'layers':[1]}}|network.layers[0]",
        "{'network':{'dropout':0.95}}|network.dropout",
        "{'network':{'initializer':'ones'}}|network.initializer",
        "{'training':{'loss':'mape'}}|training.loss",
        "{'training':{'optimizer':{'name':'sgd','learningRate':-1}}}|training.optimizer",
        "{'training':{'optimizer':{'name':'sgd','learningRate':1e9}}}|"
            + "training.optimizer.learningRate",
        "{'training':{'optimizer':{'name':'sgd','speed':1}}}|training.optimizer",
        "{'training':{'optimizer':{'name':'hope'}}}|training.optimizer",
        "{'training':{'optimizer':{'name':[]}}}|training.optimizer",
        "{'training':{'batchSize':0}}|training.batchSize",
        "{'training':{'l1':-0.1}}|training.l1",
        "{'training':{'schedule':'downhill'}}|training.schedule",
        "{'training':{'clip':'hard'}}|training.clip",
        "{'training':{'shuffle':1}}|training.shuffle",
        "{'training':{'horizon':0}}|training.horizon",
        "{'extra':{}}|extra",
      })
  void whatMakesNoSenseIsRefusedByName(String json, String field) {
    assertThatThrownBy(() -> read(json.replace('\'', '"')))
        .isInstanceOfSatisfying(
            StateException.class,
            e -> {
              assertThat(e.field()).isEqualTo(field);
              assertThat(e.text()).isNotBlank().doesNotContain("\n");
            });
  }

  @Test
  void onlyWhatKeepsPointsAndShapesGoesOn() {
    ExperimentState usual = ExperimentState.usual();

    assertThat(usual.canGoOnAs(read("{\"training\":{\"batchSize\":7,\"l2\":0.1}}"))).isTrue();
    assertThat(
            usual.canGoOnAs(
                read(
                    "{\"network\":{\"layers\":[{\"units\":4,\"activation\":\"relu\"},"
                        + "{\"units\":2,\"activation\":\"relu\"}]}}")))
        .isTrue();
    assertThat(usual.canGoOnAs(read("{\"network\":{\"layers\":[{\"units\":4}]}}"))).isFalse();
    assertThat(usual.canGoOnAs(read("{\"network\":{\"seed\":2}}"))).isFalse();
    assertThat(usual.canGoOnAs(read("{\"data\":{\"noise\":0.1}}"))).isFalse();
  }

  @Test
  void differencesAreNamed() {
    assertThat(
            ExperimentState.usual()
                .differences(
                    read("{\"training\":{\"batchSize\":7,\"optimizer\":{\"learningRate\":1}}}")))
        .containsExactly("training.optimizer.learningRate", "training.batchSize");
  }

  @Test
  void theChoicesAreUnderstood() {
    Map<?, ?> choices = Choices.toMap();
    for (Object set : (Iterable<?>) choices.get("sets")) {
      assertThat(read("{\"data\":{\"set\":\"" + set + "\"}}").data().set()).isEqualTo(set);
    }
    for (Object name : (Iterable<?>) choices.get("initializers")) {
      assertThat(read("{\"network\":{\"initializer\":\"" + name + "\"}}").network().initializer())
          .isEqualTo(name);
    }
  }
}
